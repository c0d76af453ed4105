// A root hook: a test that leaves a child process running has not cleaned up after itself, and fails.

interface ActiveHandles {
  _getActiveHandles(): readonly object[];
}

function childProcesses(): number {
  const handles = (process as unknown as ActiveHandles)._getActiveHandles();
  return handles.filter(handle => handle.constructor.name === 'ChildProcess').length;
}

let before = 0;

export const mochaHooks = {
  beforeEach(): void {
    before = childProcesses();
  },
  async afterEach(this: Mocha.Context): Promise<void> {
    for (let round = 0; round < 50 && childProcesses() > before; round++)
      await new Promise(resolve => setTimeout(resolve, 20));
    const left = childProcesses() - before;
    if (left > 0) throw new Error(`"${this.currentTest?.fullTitle() ?? ''}" left ${left} child process(es) running`);
  },
};
