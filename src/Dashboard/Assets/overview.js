import { draw, remember, startHistory } from "./chart.js";
import { bytes, count, duration, none, ratio } from "./format.js";
import { write } from "./life.js";
import { startLive } from "./live.js";
import { afterRefresh, refreshLater } from "./parts.js";

let figures = null;
let shape = null;
let rates = new Map();

export function startOverview() {
    startHistory();
    afterRefresh(show);
    startLive({
        figures: receive,
        caches: receiveCaches,
        event: () => refreshLater("events"),
    });
}

const keyOf = (cache, subject) => [cache, subject.kind, subject.name, subject.namespace].join("\n");
const requestsOf = subject => subject.hits + subject.stale + subject.misses + subject.bypasses;
const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
const othersOf = subject => subject.misses + subject.bypasses;
const hitsOf = subject => subject.hits + subject.stale;

function receive(received) {
    figures = received;
    const rows = figures.caches.flatMap(cache => [
        [cache.name, sum(cache.subjects, hitsOf), sum(cache.subjects, othersOf)],
        ...cache.subjects.map(subject => [keyOf(cache.name, subject), hitsOf(subject), othersOf(subject)]),
    ]);
    rates = remember(Date.parse(figures.at), rows);
    if (!show())
        refreshLater("requests", "unstored");
    compare("reasons", figures.caches.map(cache => cache.subjects.map(subject => [subject.unstoredReasons, subject.bypassReasons])), "unstored");
    compare("flights", figures.caches.map(cache => cache.flights.map(flight => [flight.key, flight.waiting])), "flights");
}

// What a part was made of: another one means that the server has to render it again.
const seen = new Map();

function compare(name, content, part) {
    const text = JSON.stringify(content);
    if (seen.has(name) && seen.get(name) !== text)
        refreshLater(part);
    seen.set(name, text);
}

// Returns false if there is a function or route without a row.
function show() {
    if (!figures)
        return true;
    let isComplete = true;
    for (const cache of figures.caches) {
        showCache(cache);
        const section = document.querySelector(`[data-requests="${CSS.escape(cache.name)}"]`);
        const rows = new Map([...section?.querySelectorAll("tr[data-kind]") ?? []].map(row => [keyOf(cache.name, row.dataset), row]));
        for (const subject of cache.subjects) {
            const row = rows.get(keyOf(cache.name, subject));
            if (row)
                showRow(row, subject, keyOf(cache.name, subject));
            else
                isComplete = false;
        }
    }
    return isComplete;
}

function showCache(cache) {
    const card = document.querySelector(`.cache[data-cache="${CSS.escape(cache.name)}"]`);
    if (!card)
        return;
    const hits = sum(cache.subjects, hitsOf);
    const asked = hits + sum(cache.subjects, subject => subject.misses);
    const total = name => card.querySelector(`[data-total="${name}"]`);
    write(total("ratio"), asked === 0 ? none : ratio(hits / asked));
    write(total("requests"), count(sum(cache.subjects, requestsOf)));
    write(total("rate"), count(rates.get(cache.name)));
    draw(card.querySelector("[data-chart]"), cache.name);
}

function showRow(row, subject, key) {
    const figure = name => row.querySelector(`[data-figure="${name}"]`);
    const isComputed = subject.computations.count > 0;
    write(figure("requests"), count(requestsOf(subject)));
    write(figure("ratio"), ratio(subject.hitRatio));
    write(figure("misses"), count(subject.misses));
    write(figure("stale"), count(subject.stale));
    write(figure("bypasses"), count(subject.bypasses));
    write(figure("mean"), isComputed ? duration(subject.computations.mean) : none);
    write(figure("p95"), isComputed ? duration(subject.computations.p95) : none);
    const all = Math.max(1, requestsOf(subject));
    const parts = [subject.hits, subject.stale, subject.misses, subject.bypasses];
    let x = 0;
    [...row.querySelectorAll(".mix rect")].forEach((part, i) => {
        const width = 100 * parts[i] / all;
        part.setAttribute("x", x.toFixed(2));
        part.setAttribute("width", width.toFixed(2));
        x += width;
    });
    draw(row.querySelector("[data-chart]"), key);
}

// Amounts change all the time, and are written in place; all else is rendered by the server.
function receiveCaches(received) {
    for (const cache of received.caches) {
        const card = document.querySelector(`.cache[data-cache="${CSS.escape(cache.name)}"]`);
        const measured = cache.stores.find(store => store.entries != null);
        write(card?.querySelector(`[data-total="entries"]`), count(measured?.entries));
        for (const store of cache.stores) {
            const amount = name => card?.querySelector(`[data-store="${store.level}"][data-amount="${name}"]`);
            write(amount("entries"), count(store.entries));
            write(amount("bytes"), bytes(store.bytes));
        }
    }
    const changed = JSON.stringify(received, (name, value) =>
        name === "entries" || name === "bytes" || name === "flights" || name === "leases" ? undefined : value);
    if (shape !== null && shape !== changed)
        refreshLater("caches");
    shape = changed;
}
