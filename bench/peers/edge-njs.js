// S1, S3 and S4 for nginx + njs.

function hello(request) {
    request.headersOut['Content-Length'] = '13';
    request.return(200, 'hello, world\n');
}

function known(request) {
    const found = /(?:^|;\s*)ab=([AB])(?:;|$)/.exec(request.headersIn['Cookie'] || '');
    return found && found[1];
}

function bucket(request) {
    const named = known(request);
    if (named) return named;
    const user = request.headersIn['X-User'];
    if (!user) return Math.random() < 0.5 ? 'A' : 'B';
    let hashed = 5381;
    for (let i = 0; i < user.length; i++) hashed = (hashed * 33 + user.charCodeAt(i)) % 16777216;
    return hashed % 100 < 50 ? 'A' : 'B';
}

function page(request) {
    for (const name in request.headersOut) {
        if (name.toLowerCase().startsWith('x-internal-')) delete request.headersOut[name];
    }
    request.headersOut['X-Served-By'] = 'nginx';
    if (!known(request)) request.headersOut['Set-Cookie'] = ['ab=' + request.variables.bucket + '; Path=/'];
}

async function bff(request) {
    const answers = await Promise.all([
        request.subrequest('/api/user.json'), request.subrequest('/api/orders.json'),
        request.subrequest('/api/recommendations.json'),
    ]);
    const parts = answers.map((answer) => JSON.parse(answer.responseText));
    const body = JSON.stringify({
        user: { id: parts[0].id, name: parts[0].name },
        orders: parts[1].slice(0, 5).map((order) => ({ id: order.id, total: order.total })),
        recommendations: parts[2].map((entry) => entry.title),
    });
    request.headersOut['Content-Type'] = 'application/json';
    request.return(200, body);
}

export default { hello, bucket, page, bff };
