import { edge, hello } from './edge.js';

Bun.serve({
    hostname: '127.0.0.1',
    port: @PORT@,
    tls: { cert: Bun.file('@CERTIFICATE@'), key: Bun.file('@KEY@') },
    // S0: a response that no JavaScript makes.
    routes: { '/fixed': new Response(hello, { headers: { 'content-type': 'text/plain' } }) },
    fetch: edge('http://127.0.0.1:@ORIGIN@', 'bun'),
});
