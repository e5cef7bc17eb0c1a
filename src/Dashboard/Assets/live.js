import { write } from "./life.js";

// Listens to the server while the page is visible: a browser has only six connections to a server over HTTP/1.1.
export function startLive(handlers) {
    const indicator = document.getElementById("live");
    let source = null;

    function show(state, text) {
        indicator.dataset.state = state;
        write(indicator.lastElementChild, text);
    }

    function open() {
        if (source)
            return;
        source = new EventSource("./api/live");
        source.onopen = () => show("on", "Live");
        source.onerror = () => {
            const isOver = source.readyState === EventSource.CLOSED;
            show("off", isOver ? "Not live" : "Reconnecting");
        };
        for (const [name, handler] of Object.entries(handlers))
            source.addEventListener(name, message => handler(JSON.parse(message.data)));
    }

    function close() {
        source?.close();
        source = null;
        show("off", "Paused");
    }

    document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
    addEventListener("pagehide", close);
    addEventListener("pageshow", open);
    if (!document.hidden)
        open();
}
