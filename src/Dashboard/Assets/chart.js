// The requests of the last minute for each row, kept for as long as the tab is open, and their charts.
const seconds = 60;
const stored = "cachekit-history";
const history = new Map();
let lastAt = 0;

export function startHistory() {
    try {
        const saved = JSON.parse(sessionStorage.getItem(stored));
        lastAt = saved?.at ?? 0;
        saved?.rows.forEach(([key, row]) => history.set(key, row));
    } catch {
        history.clear();
    }
    addEventListener("pagehide", save);
}

// Rows: [key, hits, others], as counts from the beginning. Returns the requests a second of each key since the last call.
export function remember(at, rows) {
    const passed = lastAt === 0 ? 1 : Math.min(seconds, Math.max(1, Math.round((at - lastAt) / 1000)));
    lastAt = at;
    const rates = new Map();
    for (const [key, hits, others] of rows) {
        const row = history.get(key) ?? { hits, others, points: [] };
        const isReset = hits + others < row.hits + row.others;
        const point = isReset ? [0, 0] : [(hits - row.hits) / passed, (others - row.others) / passed];
        for (let i = 0; i < passed; i++)
            row.points.push(point);
        row.points = row.points.slice(-seconds);
        history.set(key, { hits, others, points: row.points });
        rates.set(key, point[0] + point[1]);
    }
    return rates;
}

// A bar a second: hits below, and the others on them.
export function draw(svg, key) {
    const points = history.get(key)?.points ?? [];
    const height = svg.viewBox.baseVal.height;
    const most = Math.max(1, ...points.map(([hits, others]) => hits + others));
    const scale = (height - 2) / most;
    const paths = ["", ""];
    points.forEach(([hits, others], i) => {
        const x = seconds - points.length + i + .12;
        const low = hits * scale;
        const high = others * scale;
        if (low > 0)
            paths[0] += bar(x, height, low);
        if (high > 0)
            paths[1] += bar(x, height - low, high);
    });
    svg.querySelector(".hits").setAttribute("d", paths[0]);
    svg.querySelector(".others").setAttribute("d", paths[1]);
}

const bar = (x, bottom, size) => `M${x.toFixed(2)} ${bottom.toFixed(2)}v${(-size).toFixed(2)}h.76v${size.toFixed(2)}z`;

function save() {
    try {
        sessionStorage.setItem(stored, JSON.stringify({ at: lastAt, rows: [...history] }));
    } catch {
        // Storage is full or forbidden: the charts begin anew.
    }
}
