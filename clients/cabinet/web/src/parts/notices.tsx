import type { Notice } from '../context';
import { Icon } from './icons';

// What just happened, for a few seconds.
export function Notices({ notices }: { notices: (Notice & { id: number })[] }) {
    return (
        <div class="notices" role="status" aria-live="polite">
            {notices.map(({ id, text, kind }) => (
                <p key={id} class={`notice ${kind}`}>
                    <Icon name={kind === 'error' ? 'error' : kind === 'news' ? 'refusals' : 'done'} />
                    <span>{text}</span>
                </p>
            ))}
        </div>
    );
}
