import type { Period } from "../read/shapes.ts";
import type { Place } from "../subject/slots.ts";
import type { Int } from "../values/int64.ts";

/** What a result may report as usage of a metric or trait condition, when that was met. */
export interface Meter {
  /** The metric, or the trait, that tells the usage. Unlike in tests, an empty id finds a trait. */
  readonly usage: Place;
  readonly allocation: Int;
  /** A trait whose number takes the place of `allocation`. */
  readonly allocationTrait: Place | null;
  /** Only of a metric. */
  readonly event: string | null;
  readonly period: Period | null;
  /** Whether a month of it starts with the company's billing. */
  readonly billed: boolean;
}
