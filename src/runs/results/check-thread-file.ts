/** Where the program of a checking thread is. */
export const CHECK_THREAD_FILE = new URL('./check-thread.js', import.meta.url);
