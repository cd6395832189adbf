/** A resource as the program declares it. */
export interface CostResource {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** Physical id where it is known: node groups name their launch template by it. */
  readonly id?: string;
}

/** One priced item. Totals are micro-dollars (millionths of a USD) per hour. */
export interface CostLine {
  /** Name of the resource. */
  readonly name: string;
  /** What is paid for, for instance `NAT gateway`. */
  readonly what: string;
  /** Units at the ceiling: nodes, zones, GiB. */
  readonly quantity: number;
  /** On-demand price of one unit in USD per hour. */
  readonly unitUsd: number;
  readonly floor: number;
  readonly expected: number;
  readonly ceiling: number;
}

/** Cost of a stack in micro-dollars per hour: at minimum, desired and maximum sizes. */
export interface CostEstimate {
  readonly floor: number;
  readonly expected: number;
  readonly ceiling: number;
  readonly lines: readonly CostLine[];
  /** What costs money and has no price here, each with the reason; never counted as zero in silence. */
  readonly unpriced: readonly string[];
}

/** What one resource adds to an estimate. */
export interface ResourceCost {
  readonly lines: readonly CostLine[];
  readonly unpriced: readonly string[];
}

/** What a pricing function is given. */
export interface PricingContext {
  readonly region: string;
  /** Launch templates by id: GiB of the gp3 root volume, `undefined` where that cannot be read. */
  readonly rootVolumeGiB: ReadonlyMap<string, number | undefined>;
}
