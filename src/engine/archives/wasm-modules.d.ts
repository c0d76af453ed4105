// What the build makes of WebAssembly files, and a module of libarchive.js that brings no types.

declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export = bytes;
}

declare module 'libarchive.js/src/webworker/wasm-gen/libarchive.js' {
  interface Library {
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    cwrap(
      name: string,
      result: string | null,
      parameters: readonly string[],
    ): (...values: readonly unknown[]) => number;
  }
  const start: (settings: object) => Promise<Library>;
  export = start;
}
