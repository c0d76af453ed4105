// Environments as differences: the processes of a run share nearly all of theirs, and sending it each time would cost more than the rest.

type Env = Readonly<Record<string, string>>;

export interface EnvDifference {
  /** The number of the environment that this one differs from. */
  readonly base: number;
  readonly set: Env;
  readonly unset: readonly string[];
  /** The base itself, when the other side does not have it yet. */
  readonly fresh?: Env;
}

/** Remembers the environment that the other side has. */
export class EnvBase {
  #number = 0;
  #env: Env = {};

  /** How `env` differs from the base. When most of it does, it becomes the new base. */
  difference(env: Env): EnvDifference {
    const set: [string, string][] = [];
    for (const name of Object.keys(env)) {
      const value = env[name];
      if (value !== undefined && !(Object.hasOwn(this.#env, name) && this.#env[name] === value))
        set.push([name, value]);
    }
    const unset = Object.keys(this.#env).filter(name => !Object.hasOwn(env, name));
    if (this.#number > 0 && set.length + unset.length <= 10 + Object.keys(env).length / 2)
      return { base: this.#number, set: Object.fromEntries(set), unset };
    this.#env = env;
    return { base: ++this.#number, set: {}, unset: [], fresh: env };
  }
}
