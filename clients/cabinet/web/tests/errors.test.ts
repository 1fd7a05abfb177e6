import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorWords } from '../src/actions';
import { ApiError } from '../src/api/client';
import { isPassing } from '../src/data';
import { english } from './fixture';

const error = (status: number, sqlstate = ''): ApiError => new ApiError(status, sqlstate, 'why', null, null);

test('what passes by itself is asked for again', () => {
    assert.ok(isPassing(error(0)) && isPassing(error(502)) && isPassing(error(503, '08006')));
    assert.ok(!isPassing(error(404, 'RF004')) && !isPassing(error(429, '53400')) && !isPassing(error(500)));
});

test('what took too long is not, and is told as such', () => {
    assert.ok(!isPassing(error(504, '57014')));
    assert.match(errorWords(english, error(504, '57014')), /too long/);
});
