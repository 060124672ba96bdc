// Skips and warnings that have a reason: { "check": [{ "says": "part of the message", "because": "why it is right here" }] }.
// Everything else that is skipped or warns is loose; so is a reason that nothing needs any more.
export class Explained {
  constructor(reasons) {
    this.reasons = reasons;
    this.used = new Set();
  }

  look(result) {
    const messages = [...result.warns, ...(result.status === 'SKIP' ? [result.note] : [])];
    result.because = [];
    result.unexplained = [];
    for (const message of messages) {
      const reason = [...(this.reasons[result.name] ?? []), ...(this.reasons['*'] ?? [])].find((r) =>
        message.includes(r.says),
      );
      if (!reason) result.unexplained.push(message);
      else if (!result.because.includes(reason.because)) result.because.push(reason.because);
      if (reason) this.used.add(reason);
    }
  }

  // complete: every check ran, so that a reason nobody used is one too many
  loose(results, complete) {
    const lines = results.flatMap((r) => r.unexplained.map((message) => `${r.name}: not explained: ${message}`));
    if (!complete) return lines;
    for (const [name, reasons] of Object.entries(this.reasons))
      for (const reason of reasons)
        if (!this.used.has(reason)) lines.push(`${name}: explained without need: ${reason.says}`);
    return lines;
  }
}
