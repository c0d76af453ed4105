// The version of this program; a test holds it to the one in package.json.

export const versionNumber = '0.1.0';
