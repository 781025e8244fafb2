/** Why an event is not accepted, in words that name no value of it. Thrown inside this package only. */
export class Refusal extends Error {
  override get name(): "Refusal" {
    return "Refusal";
  }
}

/** Why an event is not accepted whose getters, `toJSON` or values JSON cannot be made of. */
export const UNREADABLE = "it cannot be written as JSON";
