// Places on a map without a map: an equidistant conic projection about the places themselves, so that a
// country as wide as eleven time zones keeps its shape.

export type LatLon = { latitude: number; longitude: number };
export type Point = { x: number; y: number };
type Project = (place: LatLon) => Point;
export type Fitted = { at: Project; perKilometre: number };

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function conic(places: LatLon[]): Project {
    const latitudes = places.map((place) => place.latitude);
    const south = Math.min(...latitudes);
    const north = Math.max(...latitudes);
    const centre = middle(places.map((place) => place.longitude));
    const margin = Math.max((north - south) / 6, 0.5);
    const first = radians(south + margin);
    const second = radians(Math.max(north - margin, south + margin + 0.5));
    const n = (Math.cos(first) - Math.cos(second)) / (second - first);
    const g = Math.cos(first) / n + first;
    return ({ latitude, longitude }) => {
        const rho = g - radians(latitude);
        const theta = n * radians(longitude - centre);
        return { x: rho * Math.sin(theta), y: rho * Math.cos(theta) };
    };
}

function middle(values: number[]): number {
    return (Math.min(...values) + Math.max(...values)) / 2;
}

// Fits what `shown` covers into a box with a margin; the rest keeps its place, and may lie outside.
export function fitted(shown: LatLon[], width: number, height: number, margin: number): Fitted {
    const project = conic(shown);
    const points = shown.map(project);
    const xs = points.map((point) => point.x);
    const ys = points.map((point) => point.y);
    // Some hundred kilometres: one place, or two in the same town, must not fill the map with nothing.
    const least = 0.016;
    const spanX = Math.max(Math.max(...xs) - Math.min(...xs), least);
    const spanY = Math.max(Math.max(...ys) - Math.min(...ys), least);
    const scale = Math.min((width - 2 * margin) / spanX, (height - 2 * margin) / spanY);
    return {
        at: (place) => {
            const point = project(place);
            return {
                x: width / 2 + (point.x - middle(xs)) * scale,
                y: height / 2 + (point.y - middle(ys)) * scale,
            };
        },
        perKilometre: scale / 6371,
    };
}

// The longest round distance that is no longer on the picture than this.
export function roundDistance(longest: number): number {
    const size = 10 ** Math.floor(Math.log10(longest));
    return (longest >= 5 * size ? 5 : longest >= 2 * size ? 2 : 1) * size;
}
