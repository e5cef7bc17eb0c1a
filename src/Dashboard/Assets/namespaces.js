import { count } from "./format.js";
import { write } from "./life.js";

// Counts the keys of each namespace in the pages seen so far, and keeps the counts for the pages of single namespaces.
export function startNamespaces() {
    const list = document.getElementById("namespaces");
    if (!list)
        return () => { };
    const query = new URLSearchParams(location.search);
    const isWhole = !query.has("namespace") && !query.get("find") && !query.get("cursor");
    const stored = `cachekit-namespaces:${list.dataset.cache}`;

    function countRows() {
        if (!isWhole)
            return;
        const counts = new Map();
        for (const row of document.querySelectorAll("#rows tr"))
            counts.set(row.dataset.namespace, (counts.get(row.dataset.namespace) ?? 0) + 1);
        const seen = { counts: [...counts], more: document.getElementById("next") ? "+" : "" };
        try {
            sessionStorage.setItem(stored, JSON.stringify(seen));
        } catch {
            // Storage can be forbidden: the counts end with the page.
        }
        show(list, seen);
    }

    try {
        show(list, JSON.parse(sessionStorage.getItem(stored)) ?? { counts: [], more: "" });
    } catch {
        sessionStorage.removeItem(stored);
    }
    countRows();
    return countRows;
}

function show(list, { counts, more }) {
    const known = new Map(counts);
    const shown = new Map([...list.querySelectorAll("a")].map(link => [link.dataset.namespace, link]));
    for (const name of known.keys()) {
        if (!shown.has(name))
            shown.set(name, insert(list, name));
    }
    for (const [name, link] of shown) {
        if (known.has(name))
            write(link.querySelector(".count"), count(known.get(name)) + more);
    }
}

// A copy of what the server renders for each namespace.
function insert(list, name) {
    const item = document.getElementById("namespace").content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a");
    link.href = `./keys?${new URLSearchParams({ cache: list.dataset.cache, namespace: name })}`;
    link.dataset.namespace = name;
    link.firstElementChild.textContent = name;
    const next = [...list.children].find(other => other.querySelector("a").dataset.namespace > name);
    list.insertBefore(item, next ?? null);
    return link;
}
