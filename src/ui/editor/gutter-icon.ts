// Small pictures of the statuses for the gutter, which takes no icons of the theme.

import * as vscode from 'vscode';
import { type NodeStatus, statusFacts } from '../../model/status';

/** Colours that hold on light and dark grounds alike. */
const colors: Readonly<Record<string, string>> = {
  'charts.blue': '#3794ff',
  'charts.yellow': '#cca700',
  'testing.iconPassed': '#2ea043',
  'charts.red': '#f14c4c',
  'testing.iconSkipped': '#848484',
  disabledForeground: '#848484',
};

const shapes: { readonly [S in NodeStatus]: string } = {
  not_started: '<circle cx="8" cy="8" r="4.5"/>',
  running: '<circle cx="8" cy="8" r="5.2" stroke-dasharray="22 11"/>',
  retrying: '<circle cx="8" cy="8" r="5.2" stroke-dasharray="22 11"/>',
  waiting: '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
  succeeded: '<path d="M3 8.6l3.2 3.2L13 4.6"/>',
  partially_succeeded: '<path d="M8 2.8l5.6 10H2.4Z"/><path d="M8 6.6v3"/>',
  skipped: '<path d="M3 10a5 5 0 0 1 10 0M13 10V6.5M13 10H9.5"/>',
  failed: '<path d="M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4"/>',
  aborted: '<circle cx="8" cy="8" r="5.2"/><path d="M4.4 11.6l7.2-7.2"/>',
  rejected: '<circle cx="8" cy="8" r="5.2"/><path d="M5.2 8h5.6"/>',
};

export function gutterIcon(status: NodeStatus): vscode.Uri {
  const stroke = colors[statusFacts(status).color] ?? '#848484';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="${stroke}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${shapes[status]}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
