// What can be asked of the thread that packs and unpacks archives, and what it answers.

export type TarFilter = 'plain' | 'gz' | 'bz2' | 'xz' | 'zst';

export type ArchiveFormat =
  | { readonly kind: 'tar'; readonly filter: TarFilter }
  | { readonly kind: 'zip' }
  | { readonly kind: '7z' }
  | { readonly kind: 'rar' };

/** Which paths of an archive count; patterns with `**` over folders. */
export interface PathChoice {
  /** Empty: all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

interface Common {
  /** Absolute. */
  readonly source: string;
  /** Absent: by the name or the content. */
  readonly format?: string;
  readonly choice: PathChoice;
  readonly verify: boolean;
}

export interface CreateRequest extends Common {
  readonly operation: 'create';
  /** Absolute; may be absent in a dry run. */
  readonly destination?: string;
  /** Absolute path of the file that becomes the archive when it is whole. */
  readonly draft: string;
  /** 0 to 9; -1: the usual one. */
  readonly level: number;
  readonly overwrite: boolean;
  readonly followLinks: boolean;
  readonly goOn: boolean;
  readonly dryRun: boolean;
}

export interface ExtractRequest extends Common {
  readonly operation: 'extract';
  /** Absolute. */
  readonly destination: string;
  readonly overwrite: boolean;
  readonly keepPaths: boolean;
  /** How many leading folders are dropped. */
  readonly strip: number;
  readonly goOn: boolean;
  readonly dryRun: boolean;
  readonly password?: string;
}

export interface ListRequest extends Common {
  readonly operation: 'list';
  readonly password?: string;
}

export type ArchiveRequest = CreateRequest | ExtractRequest | ListRequest;

/** `report`: JSON for stdout. `notes`: what went wrong with single files and was passed over. */
export type ArchiveAnswer =
  | { readonly kind: 'done'; readonly report: string; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly error: string; readonly exitCode: number };
