import { _t } from "@web/core/l10n/translation";

const LONGEST_SIDE = 1600;
const QUALITY = 0.85;

/**
 * A picture of the camera, made small enough for a slow network.
 *
 * @param {File} file
 * @returns {Promise<string>} JPEG in base64, no side longer than 1,600 pixels
 */
export async function readPhoto(file) {
    const url = URL.createObjectURL(file);
    try {
        const image = await loadImage(url);
        const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(image.width * scale));
        canvas.height = Math.max(1, Math.round(image.height * scale));
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
    } finally {
        URL.revokeObjectURL(url);
    }
}

function loadImage(url) {
    return new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = () => resolve(image);
        image.onerror = () => reject(new Error(_t("This is no picture.")));
        image.src = url;
    });
}
