// Builds each *.test.ts and gives them to node's own test runner, which prints TAP.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const tests = (await readdir(here)).filter((name) => name.endsWith('.test.ts')).sort();
const outdir = await mkdtemp(join(tmpdir(), 'cabinet-tests.'));
try {
    await build({
        absWorkingDir: here,
        entryPoints: tests,
        outdir,
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'node18',
        outExtension: { '.js': '.mjs' },
        logLevel: 'warning',
    });
    const files = tests.map((name) => join(outdir, name.replace(/\.ts$/, '.mjs')));
    const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', ...files], {
        stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
} finally {
    await rm(outdir, { recursive: true, force: true });
}
