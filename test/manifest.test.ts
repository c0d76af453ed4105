// package.json and the code say the same: commands, views, settings, context keys, texts. Nothing undeclared, nothing unused.

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandIds, contextKeys, viewIds } from '../src/ui/commands/ids';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly MenuItem[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string; readonly contents: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly default: unknown; readonly scope: string; readonly type: string }>
      >;
    };
    readonly taskDefinitions: readonly {
      readonly type: string;
      readonly properties: Readonly<Record<string, unknown>>;
    }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const root = resolve(__dirname, '../..');
const manifestText = read('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const { contributes } = manifest;
const uiSource = sourcesBelow('src/ui') + read('src/extension.ts');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function sourcesBelow(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => read(join(folder, name)))
    .join('\n');
}

function sorted(words: Iterable<string>): string[] {
  return [...new Set(words)].sort();
}

/** Every `when` of the manifest. */
const conditions = [
  ...Object.values(contributes.menus).flat(),
  ...contributes.keybindings,
  ...contributes.viewsWelcome,
].flatMap(({ when }) => (when === undefined ? [] : [when]));

describe('the manifest', () => {
  it('declares exactly the commands that the code registers, all in one category', () => {
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(declared.toSorted(), sorted(Object.values(commandIds)));
    assert.deepEqual(sorted(contributes.commands.map(({ category }) => category)), ['Restep']);
  });

  it('speaks of no command in menus, keybindings, welcome texts and walkthroughs that is not declared', () => {
    const own = [...manifestText.concat(...Object.values(texts)).matchAll(/(?:command:|onCommand:)(restep\.\w+)/g)].map(
      match => match[1] ?? '',
    );
    const inMenus = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(item => item.command);
    const known = new Set<string>(Object.values(commandIds));
    assert.deepEqual(
      [...own, ...inMenus].filter(command => !known.has(command)),
      [],
    );
  });

  it('hides from the palette what makes no sense without a row of a view', () => {
    const inPalette = new Map(contributes.menus.commandPalette?.map(({ command, when }) => [command, when]));
    const always = Object.values(commandIds).filter(command => !inPalette.has(command));
    assert.deepEqual(always.toSorted(), [commandIds.createSample, commandIds.showExtensionLog]);
  });

  it('declares exactly the views that the code fills', () => {
    const declared = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(declared.toSorted(), sorted(Object.values(viewIds)));
    for (const { view } of contributes.viewsWelcome) assert.ok(declared.includes(view), view);
    for (const { id } of contributes.viewsContainers.activitybar) assert.ok(id in contributes.views, id);
  });

  it('asks in its conditions for the context keys that the code sets, and for no others', () => {
    const asked = conditions.flatMap(when => [...when.matchAll(/\brestep\.\w+/g)].map(match => match[0]));
    const views = new Set<string>(Object.values(viewIds));
    assert.deepEqual(sorted(asked.filter(key => !views.has(key))), sorted(Object.values(contextKeys)));
    for (const name of Object.keys(contextKeys))
      assert.match(uiSource, new RegExp(`contextKeys\\.${name}\\b`), `${name} is set nowhere`);
  });

  it('asks for the words that rows of the views carry, and for no others', () => {
    const words = conditions.flatMap(when => [...when.matchAll(/\\b(\w+)\\b|\((\w+(?:\|\w+)+)\)/g)]);
    const asked = sorted(words.flatMap(match => (match[1] ?? match[2] ?? '').split('|')));
    const unknown = asked.filter(word => !new RegExp(`['"\` ]${word}['"\` ]`).test(sourcesBelow('src/ui/tree')));
    assert.deepEqual(unknown, []);
  });

  it('declares exactly the settings that the code reads, with the same defaults', () => {
    const table = /const defaults: Settings = \{([\s\S]*?)\n\};/.exec(read('src/ui/settings.ts'))?.[1] ?? '';
    const known = [...table.matchAll(/^ {2}'?([\w.]+)'?: (.*),$/gm)].map(
      match => [`restep.${match[1] ?? ''}`, String(match[2]).replace(/^'(.*)'$/, '$1')] as const,
    );
    const declared = Object.entries(contributes.configuration.properties).map(
      ([name, { default: value }]) => [name, String(value)] as const,
    );
    assert.deepEqual(Object.fromEntries(known), Object.fromEntries(declared));
    for (const [name] of known) {
      const short = name.slice('restep.'.length).replace('.', '\\.');
      assert.match(uiSource, new RegExp(`setting\\('${short}'`), `${name} is read nowhere`);
    }
  });

  it('lets no workspace that is not trusted set where programs and files are', () => {
    const places = Object.entries(contributes.configuration.properties)
      .filter(([, { scope }]) => scope === 'machine-overridable')
      .map(([name]) => name);
    assert.deepEqual(places.toSorted(), [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort());
    assert.ok(places.includes('restep.home'));
  });

  it('declares every property of a task that the code understands', () => {
    const [task] = contributes.taskDefinitions;
    const shape =
      /interface DaguTaskDefinition[^{]*\{([\s\S]*?)\n\}/.exec(read('src/ui/task/task-provider.ts'))?.[1] ?? '';
    const names = [...shape.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(match => match[1] ?? '');
    assert.equal(task?.type, 'dagu');
    assert.deepEqual(sorted(names.filter(name => name !== 'type')), sorted(Object.keys(task?.properties ?? {})));
  });

  it('has a text for every key and a key for every text', () => {
    const keys = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(match => match[1] ?? '');
    assert.deepEqual(sorted(keys), sorted(Object.keys(texts)));
  });

  it('has every text of the code in the bundle for translators', () => {
    const file = join(root, 'l10n', 'bundle.l10n.json');
    const used = sorted([...uiSource.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(match => match[1] ?? ''));
    const bundle = JSON.stringify(Object.fromEntries(used.map(text => [text, text])), null, 2);
    if (process.env.UPDATE === '1') writeFileSync(file, `${bundle}\n`);
    assert.equal(read('l10n/bundle.l10n.json').trim(), bundle, 'UPDATE=1 writes it anew');
    assert.equal([...uiSource.matchAll(/l10n\.t\(/g)].length, [...uiSource.matchAll(/l10n\.t\(\s*'/g)].length);
  });

  it('names files that exist', () => {
    const files = [
      manifest.icon,
      ...Object.values(contributes.views)
        .flat()
        .map(({ icon }) => icon),
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    assert.deepEqual(
      files.filter(file => !existsSync(join(root, file))),
      [],
    );
  });

  it('is activated by what cannot wait and by nothing else', () => {
    assert.deepEqual(manifest.activationEvents, ['onLanguage:yaml', 'onTaskType:dagu', 'onWebviewPanel:restep.graph']);
  });
});
