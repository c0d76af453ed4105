// The document of the graph's webview: a frame that allows one script, one style sheet, and the layout worker.

export interface GraphHtmlParts {
  /** Where the webview's own files come from, as its policy names it. */
  readonly source: string;
  readonly script: string;
  readonly worker: string;
  readonly style: string;
  /** Fresh for every document. */
  readonly nonce: string;
  /** BCP 47, for screen readers. */
  readonly language: string;
}

/**
 * The whole document. Its policy allows nothing but: the script with the nonce; WebAssembly, which the layout is; a worker made from memory,
 * because a webview cannot load one from where its files lie; and reading that worker's text from the extension's own files.
 */
export function graphHtml({ source, script, worker, style, nonce, language }: GraphHtmlParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `style-src ${source}`,
    `connect-src ${source}`,
  ].join('; ');
  return [
    '<!DOCTYPE html>',
    `<html lang="${attribute(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<link rel="stylesheet" href="${attribute(style)}">`,
    '<title>Graph</title>',
    '</head>',
    `<body data-worker="${attribute(worker)}">`,
    `<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>`,
    '</body>',
    '</html>',
  ].join('\n');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
