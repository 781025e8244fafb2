import type { Connection } from "./connection.ts";

/** Who is to be told of something. */
export type Audience = (connection: Connection) => boolean;

/** Those who follow a company. */
export const ofCompany =
  (id: string): Audience =>
  (connection) =>
    connection.allCompanies || connection.companies.has(id);

/** Those who follow a user. */
export const ofUser =
  (id: string): Audience =>
  (connection) =>
    connection.allUsers || connection.users.has(id);
