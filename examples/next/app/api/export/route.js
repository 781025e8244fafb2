import { after } from "next/server";
import { schematic } from "../../../schematic.js";

export async function POST() {
  const context = { company: { id: "acme" } };
  if (!(await schematic.checkFlag("exports", context))) return Response.json({ error: "used up" }, { status: 402 });
  schematic.track({ event: "export", ...context });
  after(() => schematic.flush());
  return Response.json({ ok: true });
}
