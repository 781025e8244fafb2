/** How this package names itself to the service, as `<package>/<version>`; a test holds it to package.json. */
export const USER_AGENT = "@schematic/api/1.0.0";
