export { type NodeRequest, toNodeHandler } from "./to-node-handler.ts";
export { verifySignature } from "./verify-signature.ts";
