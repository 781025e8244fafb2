/** How this package names itself to the service; a test holds it to package.json. */
export const USER_AGENT = "@schematic/datastream/1.0.0";
