// Whether a text is a workflow at all: cheap, without parsing, for editors that open every YAML file.

/** How much of a text is looked at. */
const looked = 4096;

/** A key `steps` at the left margin (or in a flow mapping at the very start) within the first 4 KB. */
export function looksLikeWorkflow(text: string): boolean {
  const head = text.slice(0, looked);
  return /^["']?steps["']?\s*:(\s|$)/m.test(head) || /^\s*\{[^}]*["']?\bsteps["']?\s*:/.test(head);
}
