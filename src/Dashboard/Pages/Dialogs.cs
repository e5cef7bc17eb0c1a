namespace CacheKit;

// The dialogs of all pages, which Assets/actions.js opens.
internal static class Dialogs
{
    private static readonly (string Keys, string What)[] _shortcuts =
    [
        ("/", "Search the keys"),
        ("j k", "Next and previous key; the arrow keys too"),
        ("x", "Select the key"),
        ("Enter", "Open the key"),
        ("Delete", "Remove the selected keys, or this one"),
        ("g", "Go to the overview"),
        ("?", "Show this list"),
    ];

    public static readonly Html All = Html.Of($"""
        <dialog id="confirm" aria-labelledby="confirm-title"><form method="dialog">
        <h2 id="confirm-title"></h2><p class="muted" id="confirm-text"></p>
        <div class="actions"><button class="button" value="">Cancel</button>
        <button class="button danger" value="yes" id="confirm-yes"></button></div>
        </form></dialog>
        <dialog id="evict" aria-labelledby="evict-title"><form method="dialog">
        <h2 id="evict-title">Evict a tag</h2>
        <label>Tag<input class="field mono" id="evict-tag" name="tag" autocomplete="off" spellcheck="false" required></label>
        <label class="choice"><input type="radio" name="mode" value="immediate" checked> Immediately
        <span class="muted">Its entries are not served any more.</span></label>
        <label class="choice"><input type="radio" name="mode" value="soft"> Softly
        <span class="muted">Each old value may be served once more, while a new one is computed.</span></label>
        <div class="actions"><button class="button" value="" formnovalidate>Cancel</button><button class="button danger"
        value="yes">Evict</button></div>
        </form></dialog>
        <dialog id="shortcuts" aria-labelledby="shortcuts-title"><form method="dialog">
        <h2 id="shortcuts-title">Keyboard shortcuts</h2>
        <dl>{Html.Each(_shortcuts, item => Html.Of($"<dt>{Keys(item.Keys)}</dt><dd>{item.What}</dd>"))}</dl>
        <div class="actions"><button class="button" value="">Close</button></div>
        </form></dialog>
        """);

    private static Html Keys(string keys) => Html.Each(keys.Split(' '), key => Html.Of($"<kbd>{key}</kbd> "));
}
