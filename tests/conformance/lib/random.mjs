// Randomness that can be repeated: everything follows from the seed and the name of the check.
import { createHash } from 'node:crypto';

export class Dice {
  constructor(seed, name) {
    this.key = `${seed} ${name}`;
    this.turn = 0;
    this.pool = Buffer.alloc(0);
  }

  byte() {
    if (!this.pool.length) this.pool = createHash('sha256').update(`${this.key} ${this.turn++}`).digest();
    const value = this.pool[0];
    this.pool = this.pool.subarray(1);
    return value;
  }

  // 0 <= result < limit
  below(limit) {
    return (this.byte() * 16777216 + this.byte() * 65536 + this.byte() * 256 + this.byte()) % limit;
  }

  one(list) {
    return list[this.below(list.length)];
  }

  chance(oneIn) {
    return this.below(oneIn) === 0;
  }

  text(length = this.one([0, 1, 7, 40, 300])) {
    return Array.from({ length }, () => this.one(LETTERS)).join('');
  }
}

const LETTERS = [
  ...'abcXYZ019 -_.~:/?#[]@!$&()*+,;=%"<>\\^`{|}\'',
  '\u0000',
  '\u0007',
  '\r\n',
  '\u0085',
  '\u202e',
  '\ud800',
  '\u00e4',
  '\u4e2d',
  '\u{1F600}',
];
