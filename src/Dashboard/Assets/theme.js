// Runs before the first paint, so that a chosen theme does not flash. Without a choice, the page follows the system.
try {
    const theme = localStorage.getItem("cachekit-theme");
    if (theme === "light" || theme === "dark")
        document.documentElement.dataset.theme = theme;
} catch {
    // Storage can be forbidden.
}
