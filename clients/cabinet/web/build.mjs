// build.mjs --outdir DIR: index.html with one script and one stylesheet, each named after its content, so
// that browsers may keep them for ever; and the licences of what went into them.
import { build } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { outdir: { type: 'string' } } });
if (values.outdir === undefined) {
    console.error('usage: npm run build -- --outdir DIR');
    process.exit(2);
}

await rm(values.outdir, { recursive: true, force: true });
await mkdir(values.outdir, { recursive: true });
const root = new URL('.', import.meta.url).pathname;
const result = await build({
    absWorkingDir: root,
    entryPoints: { app: 'src/main.tsx' },
    outdir: values.outdir,
    entryNames: '[name].[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    metafile: true,
    logLevel: 'warning',
    legalComments: 'none',
});

// What is made of other people's packages says so.
const inputs = Object.keys(result.metafile.inputs);
const named = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const packages = [...new Set(inputs.flatMap((file) => named.exec(file)?.[1] ?? []))];
const licences = await Promise.all(
    packages.sort().map(async (name) => {
        const directory = join(root, 'node_modules', name);
        const { version, license } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
        const text = await readFile(join(directory, 'LICENSE'), 'utf8');
        return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
);
await writeFile(join(values.outdir, 'licences.txt'), licences.join('\n\n'));

const outputs = Object.keys(result.metafile.outputs).map((file) => basename(file));
let page = await readFile(join(root, 'src/index.html'), 'utf8');
for (const [mark, ending] of [
    ['{script}', '.js'],
    ['{style}', '.css'],
]) {
    page = page.replace(
        mark,
        outputs.find((name) => name.endsWith(ending)),
    );
}
await writeFile(join(values.outdir, 'index.html'), page);
