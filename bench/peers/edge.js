// What Bun and Deno run: S1 to S6. One JavaScript context serves all requests.

export const hello = 'hello, world\n';

function bucketOf(request) {
    const user = request.headers.get('x-user');
    if (user === null) return Math.random() < 0.5 ? 'A' : 'B';
    let hashed = 5381;
    for (let i = 0; i < user.length; i++) hashed = (hashed * 33 + user.charCodeAt(i)) % 16777216;
    return hashed % 100 < 50 ? 'A' : 'B';
}

export function edge(origin, name) {
    function forwarded(request) {
        const headers = new Headers(request.headers);
        headers.set('x-forwarded-host', headers.get('host') ?? '');
        headers.set('x-forwarded-proto', 'https');
        headers.set('x-forwarded-for', '127.0.0.1');
        headers.set('via', `1.1 ${name}`);
        headers.delete('host');
        headers.delete('connection');
        return headers;
    }

    async function page(request) {
        const known = /(?:^|;\s*)ab=([AB])(?:;|$)/.exec(request.headers.get('cookie') ?? '')?.[1];
        const bucket = known ?? bucketOf(request);
        const sent = forwarded(request);
        sent.set('x-experiment-bucket', bucket);
        const answer = await fetch(origin + '/page', { headers: sent });
        const headers = new Headers(answer.headers);
        for (const field of [...headers.keys()]) {
            if (field.startsWith('x-internal-')) headers.delete(field);
        }
        headers.delete('server');
        headers.set('x-served-by', name);
        if (known === undefined) headers.append('set-cookie', `ab=${bucket}; Path=/`);
        return new Response(answer.body, { status: answer.status, headers });
    }

    async function bff() {
        const load = async (path) => (await fetch(origin + path)).json();
        const [user, orders, recommendations] = await Promise.all([
            load('/api/user.json'), load('/api/orders.json'), load('/api/recommendations.json'),
        ]);
        return Response.json({
            user: { id: user.id, name: user.name },
            orders: orders.slice(0, 5).map((order) => ({ id: order.id, total: order.total })),
            recommendations: recommendations.map((entry) => entry.title),
        });
    }

    return async (request) => {
        const path = request.url.slice(request.url.indexOf('/', 8));
        switch (path) {
        case '/fixed':
        case '/hello':
            return new Response(hello, { headers: { 'content-type': 'text/plain' } });
        case '/page':
            return page(request);
        case '/bff':
            return bff();
        default: {
            const answer = await fetch(origin + path, { headers: forwarded(request) });
            return new Response(answer.body, { status: answer.status, headers: answer.headers });
        }
        }
    };
}
