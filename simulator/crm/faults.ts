/**
 * What goes wrong with a call to a CRM:
 * - `status`: this status in place of an answer, nothing is done
 * - `burst`, `daily`: the vendor's own refusal for each limit, nothing is done
 * - `unauthorised`: the token is not known any more
 * - `refuse`: the vendor's own refusal of what it was given
 * - `babble`: an answer that is not the vendor's
 * - `expire`: every short-lived token ends just now
 * - `close`, `hang`: no answer, nothing is done
 * - `close-after`, `hang-after`: it is done, and no answer comes
 */
export interface CrmFault {
  kind:
    | "status"
    | "burst"
    | "daily"
    | "unauthorised"
    | "refuse"
    | "babble"
    | "expire"
    | "close"
    | "hang"
    | "close-after"
    | "hang-after";
  status?: number;
  /** Part of the calls it befalls, 0 to 1; all of them unless given. */
  share?: number;
  /** How many calls it befalls; without end unless given. */
  times?: number;
  /** Only calls whose path holds this. */
  containing?: string;
}

/** The faults of one stand-in; its dice are the same for the same seed. */
export class CrmFaults {
  private list: CrmFault[] = [];
  private state: number;
  /** How often each kind struck. */
  readonly struck: Partial<Record<CrmFault["kind"], number>> = {};

  constructor(seed = 1) {
    this.state = seed;
  }

  add(fault: CrmFault): void {
    this.list.push({ ...fault });
  }

  clear(): void {
    this.list = [];
  }

  /** The fault that befalls this call, if any. */
  next(path: string): CrmFault | undefined {
    for (const fault of this.list) {
      if (fault.containing !== undefined && !path.includes(fault.containing)) continue;
      if (fault.times === 0 || this.dice() >= (fault.share ?? 1)) continue;
      if (fault.times !== undefined) fault.times -= 1;
      this.struck[fault.kind] = (this.struck[fault.kind] ?? 0) + 1;
      return fault;
    }
    return undefined;
  }

  /** mulberry32 */
  private dice(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
