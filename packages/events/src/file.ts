export { type FileSpoolOptions, fileSpool } from "./file/file-spool.ts";
