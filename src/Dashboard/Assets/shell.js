// What all pages have: the theme, the keyboard, and copying.
const themes = { auto: "light", light: "dark", dark: "auto" };
const names = { auto: "automatic", light: "light", dark: "dark" };

export function startShell() {
    startTheme();
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", event => {
        const opener = event.target.closest("[data-opens]");
        if (opener)
            document.getElementById(opener.dataset.opens).showModal();
        const copier = event.target.closest("[data-copy]");
        if (copier)
            copy(copier);
    });
    if (location.hash === "#find")
        document.getElementById("find")?.focus();
}

function startTheme() {
    const root = document.documentElement;
    const button = document.querySelector("[data-theme-switch]");
    const label = () => {
        const text = `Colours: ${names[root.dataset.theme ?? "auto"]}`;
        button.setAttribute("aria-label", text);
        button.title = text;
    };
    label();
    button.addEventListener("click", () => {
        const next = themes[root.dataset.theme ?? "auto"];
        if (next === "auto")
            delete root.dataset.theme;
        else
            root.dataset.theme = next;
        label();
        try {
            localStorage.setItem("cachekit-theme", next);
        } catch {
            // Storage can be forbidden: the choice ends with the page.
        }
    });
}

// Whether a key belongs to a field or dialog, or to the browser.
export function isTaken(event) {
    return event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey ||
        document.querySelector("dialog[open]") !== null ||
        event.target.closest("input:not([type=checkbox]), textarea, select") !== null;
}

function onKey(event) {
    if (isTaken(event))
        return;
    if (event.key === "?") {
        document.getElementById("shortcuts").showModal();
    } else if (event.key === "g") {
        location.assign("./");
    } else if (event.key === "/") {
        const field = document.getElementById("find");
        if (field)
            field.select();
        else
            location.assign("./keys#find");
    } else {
        return;
    }
    event.preventDefault();
}

async function copy(button) {
    try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.title = "Copied";
    } catch {
        // Without HTTPS there is no clipboard: the text is selected instead.
        getSelection().selectAllChildren(document.getElementById("key"));
    }
}
