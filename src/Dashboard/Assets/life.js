import { life } from "./format.js";

// Keeps remaining lives and past times right, second by second.
const ends = new WeakMap();

export function startLife() {
    tick();
    setInterval(tick, 1000);
}

function tick() {
    const now = Date.now();
    for (const element of document.querySelectorAll("[data-life]")) {
        if (!ends.has(element))
            ends.set(element, now + 1000 * element.dataset.life);
        const left = (ends.get(element) - now) / 1000;
        write(element, left > 0 ? life(Math.round(left)) : "expired");
        if (left <= 0)
            element.closest("tr")?.classList.add("gone");
    }

    for (const element of document.querySelectorAll("time[datetime]")) {
        const since = (now - Date.parse(element.dateTime)) / 1000;
        write(element, since < 1 ? "just now" : `${life(since)} ago`);
        element.title = new Date(element.dateTime).toLocaleString();
    }
}

export function write(element, text) {
    if (element && element.textContent !== text)
        element.textContent = text;
}
