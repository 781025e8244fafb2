import { schematic } from "../schematic.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  const isOn = await schematic.checkFlag("beta", { company: { id: "acme" } });
  return <p>{isOn ? "Welcome to the beta." : "Nothing new yet."}</p>;
}
