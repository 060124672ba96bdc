// Packs what no password may be: every common password, word and name of the lists, as whole passwords. Run by the build.
//   node pack-blocklist.mjs <target>
// The result is the first 8 bytes of each entry's SHA-256, sorted as unsigned numbers, big-endian: 8 bytes an entry, found by halving.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";
import * as spanish from "@zxcvbn-ts/language-es-es";

// No clinic accepts a shorter password, so a shorter word needs no place.
const shortest = 8;

const words = new Set();
for (const language of [common, english, spanish]) {
  for (const list of Object.values(language.dictionary)) {
    for (const word of list) {
      // Compared as PasswordBlocklist.cs compares: NFC, lower case.
      const plain = String(word).normalize("NFC").toLowerCase();
      if ([...plain].length >= shortest) {
        words.add(plain);
      }
    }
  }
}

const hashes = [...words].map(word => createHash("sha256").update(word, "utf8").digest().subarray(0, 8)).sort(Buffer.compare);
writeFileSync(process.argv[2], Buffer.concat(hashes));
