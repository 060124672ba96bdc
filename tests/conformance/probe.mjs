#!/usr/bin/env node
// node probe.mjs --config cfg.json [--driver driver.mjs] [--only re] [--skip re] [--slow] [--verbose] [--json out.json] [--list]
//   --quiet              only what failed or is not explained
//   --explained file     reasons for skips and warnings (lib/explained.mjs); one without a reason fails the run
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Ctx } from './lib/ctx.mjs';
import { Explained } from './lib/explained.mjs';
import { runAll, allChecks } from './lib/runner.mjs';

const { values: v } = parseArgs({
  options: {
    config: { type: 'string' },
    driver: { type: 'string' },
    only: { type: 'string' },
    skip: { type: 'string' },
    slow: { type: 'boolean' },
    verbose: { type: 'boolean' },
    json: { type: 'string' },
    list: { type: 'boolean' },
    quiet: { type: 'boolean' },
    explained: { type: 'string' },
    seed: { type: 'string' },
  },
});

const AREAS = [
  'discovery',
  'metadata',
  'basic',
  'userinfo',
  'claims',
  'parameters',
  'prompt',
  'requests',
  'redirecturis',
  'pkce',
  'code',
  'clientauth',
  'assertions',
  'tokenerrors',
  'refresh',
  'par',
  'jar',
  'dpop',
  'dpopnegative',
  'resource',
  'introspection',
  'logout',
  'backchannel',
  'device',
  'clientcredentials',
  'dcr',
  'dcrmetadata',
  'dcrmanagement',
  'httpsec',
  'limits',
  'fapi',
  'fapitokens',
  'fuzz',
  'fuzzjwt',
];
for (const area of AREAS) await import(`./checks/${area}.mjs`);
if (v.list) {
  let g;
  for (const c of allChecks()) {
    if (c.group !== g) {
      g = c.group;
      console.log(`\n# ${g}`);
    }
    console.log(`${c.name}${c.slow ? ` (slow: ${c.slow})` : ''}${c.needs ? ` [${[].concat(c.needs).join(' ')}]` : ''}`);
  }
  console.log(`\n${allChecks().length} checks`);
  process.exit(0);
}
if (!v.config) {
  console.error('--config is needed');
  process.exit(2);
}

const cfg = JSON.parse(readFileSync(v.config, 'utf8'));
const driverPath = v.driver ?? resolve(dirname(resolve(v.config)), cfg.driverFile ?? '../drivers/generic-forms.mjs');
const driver = (await import(pathToFileURL(resolve(driverPath)).href)).default;
const ctx = new Ctx(cfg, { slow: v.slow, verbose: v.verbose, seed: v.seed });
process.on('unhandledRejection', (e) => {
  console.error('unhandled rejection in the probe', e);
});
await ctx.start(driver);
const { results, loose } = await runAll(ctx, {
  only: v.only && new RegExp(v.only),
  skip: v.skip && new RegExp(v.skip),
  verbose: v.verbose,
  quiet: v.quiet,
  explained: v.explained && new Explained(JSON.parse(readFileSync(v.explained, 'utf8'))),
});
if (v.json) writeFileSync(v.json, JSON.stringify(results, null, 1));
await ctx.stop();
process.exit(loose.length || results.some((r) => r.status === 'FAIL' && !r.known) ? 1 : 0);
