import { edge } from './edge.js';

Deno.serve({
    hostname: '127.0.0.1',
    port: @PORT@,
    cert: Deno.readTextFileSync('@CERTIFICATE@'),
    key: Deno.readTextFileSync('@KEY@'),
    onListen() {},
}, edge('http://127.0.0.1:@ORIGIN@', 'deno'));
