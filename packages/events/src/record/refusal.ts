/** Why an event is not accepted, in words that name no value of it. Thrown inside this package only. */
export class Refusal extends Error {
  override get name(): "Refusal" {
    return "Refusal";
  }
}
