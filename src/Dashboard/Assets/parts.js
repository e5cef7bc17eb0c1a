// Exchanges parts of this page for those that the server renders now, at most every two seconds.
const pause = 2000;
const wanted = new Set();
const listeners = [];
let isUnderWay = false;
let last = 0;

export function afterRefresh(listener) {
    listeners.push(listener);
}

export function refreshLater(...ids) {
    ids.forEach(id => wanted.add(id));
    if (isUnderWay)
        return;
    isUnderWay = true;
    setTimeout(refresh, Math.max(0, last + pause - Date.now()));
}

export async function fetchPage(address) {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function refresh() {
    const ids = [...wanted];
    wanted.clear();
    try {
        const fresh = await fetchPage(location.href);
        for (const id of ids)
            exchange(document.getElementById(id), fresh.getElementById(id));
        listeners.forEach(listener => listener());
    } catch {
        // The server is away, which the indicator says. The next event tries again.
    }
    last = Date.now();
    isUnderWay = false;
    if (wanted.size > 0)
        refreshLater();
}

// Keeps the focus and what was opened.
function exchange(old, fresh) {
    if (!old || !fresh)
        return;
    const path = old.contains(document.activeElement) ? pathTo(old, document.activeElement) : null;
    const opened = [...old.querySelectorAll("details")].map(details => details.open);
    old.replaceWith(fresh);
    [...fresh.querySelectorAll("details")].forEach((details, i) => details.open = opened[i] ?? false);
    path?.reduce((element, i) => element?.children[i], fresh)?.focus();
}

function pathTo(root, element) {
    const path = [];
    for (; element !== root; element = element.parentElement)
        path.unshift([...element.parentElement.children].indexOf(element));
    return path;
}
