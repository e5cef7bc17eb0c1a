// Numbers as text, by the rules of Pages/Figure.cs.
export const none = "–";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const units = [["GB", 2 ** 30], ["MB", 2 ** 20], ["KB", 2 ** 10]];

export const count = number => number == null ? none : whole.format(number);

export const ratio = part => part == null ? none : `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;

export function bytes(number) {
    if (number == null)
        return none;
    const unit = units.find(([, size]) => number >= size);
    return unit ? `${digits(number / unit[1])} ${unit[0]}` : `${number} B`;
}

export function duration(seconds) {
    if (seconds == null)
        return none;
    if (seconds < 0.001)
        return `${(Math.max(0, seconds) * 1000).toFixed(2)} ms`;
    if (seconds < 1)
        return `${digits(seconds * 1000)} ms`;
    return seconds < 60 ? `${digits(seconds)} s` : life(seconds);
}

export function life(seconds) {
    const left = Math.max(0, Math.floor(seconds));
    if (left < 60)
        return `${left} s`;
    if (left < 3600)
        return parts(left, 60, "min", 1, "s");
    return left < 86400 ? parts(left, 3600, "h", 60, "min") : parts(left, 86400, "d", 3600, "h");
}

function parts(seconds, size, unit, restSize, restUnit) {
    const rest = Math.floor(seconds % size / restSize);
    const first = `${Math.floor(seconds / size)} ${unit}`;
    return rest === 0 ? first : `${first} ${rest} ${restUnit}`;
}

const digits = number => number < 9.95 ? number.toFixed(1) : number.toFixed(0);
