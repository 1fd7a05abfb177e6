// The cabinet under test, and the server it talks to.
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
let cabinet = null;
let address = '127.0.0.1:0';

export const base = () => `http://${address}`;

// Resolves when it serves. Later it serves on the port it had.
export async function startCabinet() {
    cabinet = spawn(process.env.CABINET_PROGRAM, ['cabinet', '--listen', address], {
        env: { ...process.env, PGUSER: 'browser_cabinet' },
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise((resolve, reject) => {
        let said = '';
        cabinet.stderr.on('data', (data) => {
            said += data;
            const found = /^cabinet on http:\/\/(\S+)$/m.exec(said);
            if (found === null) return;
            address = found[1];
            resolve();
        });
        cabinet.once('exit', (code) => reject(new Error(`the cabinet ended with ${code}: ${said}`)));
    });
}

export async function stopCabinet() {
    const ended = new Promise((resolve) => cabinet.once('exit', resolve));
    cabinet.kill('SIGTERM');
    await ended;
}

export const stopServer = () => run('bash', ['-c', 'server_stop main immediate']);
export const startServer = () => run('bash', ['-c', 'server_start main']);

// The answer of one statement, as a role of the world.
export async function sql(statement, role = 'postgres') {
    const { stdout } = await run(
        'psql',
        [
            '--no-psqlrc',
            '--quiet',
            '--tuples-only',
            '--no-align',
            '--set=ON_ERROR_STOP=1',
            '--command',
            `SET ROLE ${role}`,
            '--command',
            statement,
        ],
        { env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' } },
    );
    return stdout.trim();
}

// A courier refuses a parcel at the door: the refusal's id.
export const refuse = async (parcel, reason = 'refused.changed_mind', shop = 'acme') =>
    Number(
        await sql(
            `SELECT refusal_id FROM refusal.record('${shop}', '${parcel}', '${reason}', gen_random_uuid())`,
            'courier',
        ),
    );
