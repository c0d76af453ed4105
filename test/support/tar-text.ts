// Tar archives made by hand, with what no honest program would put into one.

export interface TarMember {
  readonly name: string;
  readonly content?: string;
  /** Where a link leads. */
  readonly link?: string;
  /** '0' file, '1' hard link, '2' link, '5' folder, '6' pipe. */
  readonly type?: string;
  readonly mode?: number;
}

export function tarOf(...members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.map(memberBytes), Buffer.alloc(1024)]);
}

function memberBytes({ name, content = '', link = '', type = '0', mode = 0o644 }: TarMember): Buffer {
  const header = Buffer.alloc(512);
  const size = Buffer.byteLength(content);
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(size, 11), 124);
  header.write(octal(1_700_000_000, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\0' + '00', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  header.write('\0 ', 154);
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (size % 512)) % 512)]);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
