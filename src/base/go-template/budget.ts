// What a template may cost: work and memory are counted while it is rendered, so that none can hang or fill its host.

/** What is wrong with a template, or why it cannot be rendered. The message is for people. */
export class TemplateFault extends Error {
  /** Where in the template's text. */
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** Characters of the longest text that may come up, and steps of work; one step is about one value touched. */
const usual = { text: 10_000_000, work: 2_000_000 } as const;

/** Made for one rendering, or for several that together must not cost more. */
export class Budget {
  #work: number;
  readonly #text: number;

  constructor({ work = usual.work, text = usual.text }: { readonly work?: number; readonly text?: number } = {}) {
    this.#work = work;
    this.#text = text;
  }

  /** Accounts for work before it is done. */
  spend(steps: number): void {
    this.#work -= steps;
    if (!(this.#work >= 0)) throw new TemplateFault('the template does more work than is allowed');
  }

  /** Accounts for a text before it is made. `whole`: how long the text is that it becomes a part of. */
  spendText(length: number, whole = length): void {
    if (!(whole <= this.#text)) throw new TemplateFault(`a text grows beyond ${this.#text} characters`);
    this.spend(1 + length / 16);
  }
}
