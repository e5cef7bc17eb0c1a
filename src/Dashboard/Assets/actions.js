// What changes something: each is confirmed, sent to the API, and its result is said.
const kept = "cachekit-toast";

const results = {
    remove: result => result.removed === 0 ? "The entry was gone already" : `Removed ${plural(result.removed, "entry", "entries")}`,
    clear: result => result.cleared === null ? "Cleared the entries" : `Cleared ${plural(result.cleared, "entry", "entries")}`,
    evict: result => result.isDone ? "Evicted the tag" : "The store is away: the tag is evicted when it is back",
    refresh: result => result.isRefreshed
        ? "Refreshed the entry"
        : "The entry can't be refreshed: its function has not run in this process lately",
    switch: result => result.isEnabled ? "The cache is on" : "The cache is off: every request runs its handler",
};

const bodies = {
    remove: data => ({ keys: [data.key] }),
    clear: data => ({ namespace: data.namespace ?? null }),
    refresh: data => ({ key: data.key }),
};

export function startActions() {
    try {
        const text = sessionStorage.getItem(kept);
        sessionStorage.removeItem(kept);
        if (text)
            toast(text);
    } catch {
        // Storage can be forbidden.
    }
    document.addEventListener("click", event => {
        const button = event.target.closest("[data-action]");
        if (button)
            run(button);
    });
}

export const plural = (number, one, many) => `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;

async function run(button) {
    const { action, to, after } = button.dataset;
    const body = await bodyOf(button);
    if (!body)
        return;
    button.disabled = true;
    const result = await send(to, body);
    button.disabled = false;
    if (!result)
        return;
    const text = results[action](result);
    if (action === "switch") {
        showSwitch(button, result.isEnabled);
        toast(text);
    } else {
        leave(after, text);
    }
}

// Null if it was not confirmed.
async function bodyOf(button) {
    const data = button.dataset;
    if (data.action === "switch")
        return { isEnabled: button.getAttribute("aria-checked") !== "true" };
    if (data.action === "evict")
        return askForTag(data.tag ?? "");
    if (data.title && !await confirm(data.title, data.text, data.yes))
        return null;
    return bodies[data.action](data);
}

function showSwitch(button, isEnabled) {
    button.setAttribute("aria-checked", String(isEnabled));
    button.previousElementSibling.textContent = isEnabled ? "On" : "Off";
    button.closest(".cache").classList.toggle("off", !isEnabled);
}

export async function confirm(title, text, yes) {
    document.getElementById("confirm-title").textContent = title;
    document.getElementById("confirm-text").textContent = text;
    document.getElementById("confirm-yes").textContent = yes;
    return await ask("confirm") === "yes";
}

async function askForTag(tag) {
    const field = document.getElementById("evict-tag");
    field.value = tag;

    // The field may hold another text than the tag, without its line breaks.
    const shown = field.value;
    if (await ask("evict") !== "yes")
        return null;
    return { tag: field.value === shown ? tag : field.value, mode: document.querySelector("#evict [name=mode]:checked").value };
}

// The value of the button that closed the dialog.
function ask(id) {
    const dialog = document.getElementById(id);
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

// Null if it failed, which is said.
export async function send(to, body) {
    try {
        const response = await fetch(to, {
            method: "POST",
            headers: { "content-type": "application/json", accept: "application/json" },
            body: JSON.stringify(body),
        });
        const answer = await response.json().catch(() => null);
        if (response.ok)
            return answer;
        toast(answer?.detail ?? answer?.title ?? `The server refused this with status ${response.status}`, true);
    } catch {
        toast("The server does not answer", true);
    }
    return null;
}

let clearing = 0;

export function toast(text, isBad = false) {
    const element = document.getElementById("toast");
    element.className = isBad ? "toast bad" : "toast";
    element.textContent = text;
    clearTimeout(clearing);
    clearing = setTimeout(() => element.textContent = "", isBad ? 12000 : 6000);
}

// The next page says what was done.
function leave(address, text) {
    try {
        sessionStorage.setItem(kept, text);
    } catch {
        // Storage can be forbidden: the page shows the result anyway.
    }
    if (address)
        location.assign(address);
    else
        location.reload();
}
