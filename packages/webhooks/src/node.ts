export { verifySignature } from "./verify-signature.ts";
