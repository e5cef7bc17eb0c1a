import { confirm, plural, send, toast } from "./actions.js";
import { count } from "./format.js";
import { write } from "./life.js";
import { startNamespaces } from "./namespaces.js";
import { fetchPage } from "./parts.js";
import { isTaken } from "./shell.js";

// A search that finds nothing goes on by itself for so many pages.
const patience = 50;

let rows = null;
let lastBox = null;
let countNamespaces = () => { };

export function startKeys() {
    countNamespaces = startNamespaces();
    rows = document.getElementById("rows");
    if (!rows)
        return;
    rows.addEventListener("click", onBox);
    document.getElementById("all")?.addEventListener("change", event => {
        boxes().forEach(box => box.checked = event.target.checked);
        showSelection();
    });
    document.getElementById("remove")?.addEventListener("click", () => remove(selected()));
    document.addEventListener("keydown", onKey);
    document.getElementById("more").addEventListener("click", event => {
        if (event.target.id !== "next")
            return;
        event.preventDefault();
        loadMore(event.target);
    });
    showSelection();
    if (rows.children.length === 0)
        loadMore(document.getElementById("next"));
}

const boxes = () => [...rows.querySelectorAll("input")];
const selected = () => boxes().filter(box => box.checked).map(box => box.closest("tr"));

// With the shift key, all boxes from the last one.
function onBox(event) {
    if (!event.target.matches("input"))
        return;
    const all = boxes();
    const from = all.indexOf(lastBox);
    const to = all.indexOf(event.target);
    if (event.shiftKey && from >= 0)
        all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(box => box.checked = event.target.checked);
    lastBox = event.target;
    showSelection();
}

function showSelection() {
    const button = document.getElementById("remove");
    if (!button)
        return;
    const chosen = selected().length;
    for (const row of rows.children)
        row.classList.toggle("chosen", row.querySelector("input").checked);
    write(document.getElementById("selected"), chosen === 0 ? "Nothing selected" : `${plural(chosen, "key", "keys")} selected`);
    button.disabled = chosen === 0;
    const all = document.getElementById("all");
    all.checked = chosen > 0 && chosen === rows.children.length;
    all.indeterminate = chosen > 0 && !all.checked;
}

async function remove(chosen) {
    const button = document.getElementById("remove");
    if (!button || chosen.length === 0)
        return;
    const what = chosen.length === 1 ? chosen[0].dataset.key : "Their next requests store them again.";
    if (!await confirm(`Remove ${plural(chosen.length, "key", "keys")}?`, what, "Remove"))
        return;
    const result = await send(button.dataset.to, { keys: chosen.map(row => row.dataset.key) });
    if (!result)
        return;
    const next = chosen.at(-1).nextElementSibling ?? chosen[0].previousElementSibling;
    chosen.forEach(row => row.remove());
    add("shown", -chosen.length);
    showSelection();
    countNamespaces();
    next?.querySelector("a").focus();
    toast(`Removed ${plural(result.removed, "entry", "entries")}`);
    if (rows.children.length === 0)
        location.reload();
}

async function loadMore(link) {
    link.setAttribute("aria-disabled", "true");
    link.textContent = "Loading…";
    let next = link;
    for (let page = 0, added = 0; next && added === 0 && page < patience; page++) {
        const fresh = await fetchPage(next.href).catch(() => null);
        const body = fresh?.getElementById("rows");
        if (!body) {
            showFault(fresh, link);
            return;
        }
        added = append(body);
        add("searched", Number(fresh.getElementById("searched")?.dataset.count ?? body.children.length + added));
        next = fresh.getElementById("next");
    }
    if (next) {
        link.href = next.getAttribute("href");
        link.textContent = "Load more";
        link.removeAttribute("aria-disabled");
    } else {
        link.remove();
        if (rows.children.length === 0)
            write(document.getElementById("none"), "No key matches.");
    }
    showSelection();
    countNamespaces();
}

// A store may list a key twice.
function append(body) {
    const present = new Set([...rows.children].map(row => row.dataset.key));
    const fresh = [...body.children].filter(row => !present.has(row.dataset.key));
    rows.append(...fresh);
    add("shown", fresh.length);
    if (fresh.length > 0)
        document.getElementById("none")?.remove();
    return fresh.length;
}

function add(id, more) {
    const element = document.getElementById(id);
    if (!element)
        return;
    element.dataset.count = Number(element.dataset.count) + more;
    write(element, count(element.dataset.count));
}

function showFault(fresh, link) {
    const fault = fresh?.querySelector("[data-fault]");
    if (fault)
        document.getElementById("more").replaceChildren(fault);
    else
        toast("The server does not answer", true);
    link.textContent = "Load more";
    link.removeAttribute("aria-disabled");
}

function onKey(event) {
    if (isTaken(event))
        return;
    const row = document.activeElement.closest("#rows tr");
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step) {
        const target = row ? (step > 0 ? row.nextElementSibling : row.previousElementSibling) : rows.firstElementChild;
        target?.querySelector("a").focus();
    } else if (event.key === "x" && row) {
        row.querySelector("input")?.click();
    } else if (event.key === "Delete") {
        remove(selected().length > 0 ? selected() : row ? [row] : []);
    } else {
        return;
    }
    event.preventDefault();
}
