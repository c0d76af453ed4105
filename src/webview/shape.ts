// Checks of values that came from outside, put together from small ones; a check can never say more than it looked at.

export type Check<T> = (value: unknown) => value is T;

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

type Fields<T> = { readonly [K in Exclude<keyof T, OptionalKey<T>>]: Check<T[K]> };

type OptionalFields<T> = { readonly [K in OptionalKey<T>]-?: Check<Exclude<T[K], undefined>> };

/** Text of at most `most` UTF-16 units. */
export function text(most: number): Check<string> {
  return (value): value is string => typeof value === 'string' && value.length <= most;
}

/** A finite number; with bounds, both included. */
export function number(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Check<number> {
  return (value): value is number =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most;
}

export function whole(least: number, most: number): Check<number> {
  const within = number(least, most);
  return (value): value is number => within(value) && Number.isInteger(value);
}

export function flag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function oneOf<const W extends string>(words: readonly W[]): Check<W> {
  const known = new Set<unknown>(words);
  return (value): value is W => known.has(value);
}

export function list<T>(item: Check<T>, most: number): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= most && value.every(item);
}

/** A plain object with the fields of `T` among its own; fields the type does not know are tolerated, as a newer panel may send them. */
export function shape<T extends object>(fields: Fields<T>, optional: OptionalFields<T>): Check<T> {
  const required = Object.entries<Check<unknown>>(fields);
  const allowed = Object.entries<Check<unknown>>(optional);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const own = new Map<string, unknown>(Object.entries(value));
    return (
      required.every(([name, check]) => check(own.get(name))) &&
      allowed.every(([name, check]) => own.get(name) === undefined || check(own.get(name)))
    );
  };
}
