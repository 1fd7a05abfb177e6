import { useWords } from '../context';

const tones: Record<string, string> = {
    awaiting_decision: 'waiting',
    verifying: 'waiting',
    disputed: 'alarm',
    missing: 'alarm',
    held: 'rest',
    refused: 'rest',
    return_planned: 'moving',
    in_return_transit: 'moving',
    at_sorting: 'moving',
    ready_for_pickup: 'moving',
    at_supplier: 'moving',
    redelivery_planned: 'again',
    out_for_redelivery: 'again',
    partially_received: 'inside',
    received: 'inside',
    inspecting: 'inside',
    lost_settled: 'ended-badly',
    written_off: 'ended-badly',
};

export const toneOf = (state: string): string => tones[state] ?? 'ended';

export function StateBadge({ state }: { state: string }) {
    return <span class={`badge ${toneOf(state)}`}>{useWords().state(state)}</span>;
}
