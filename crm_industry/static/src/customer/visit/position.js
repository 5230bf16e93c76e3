import { browser } from "@web/core/browser/browser";

const PATIENCE = 8000;

/**
 * Where the device is, as its browser says.
 *
 * @returns {Promise<{latitude: number, longitude: number, accuracy: number}|false>} false when it doesn't say
 */
export function findPosition() {
    const geolocation = browser.navigator.geolocation;
    if (!geolocation) {
        return Promise.resolve(false);
    }
    return new Promise((resolve) => {
        geolocation.getCurrentPosition(
            ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
            () => resolve(false),
            { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60000 }
        );
    });
}
