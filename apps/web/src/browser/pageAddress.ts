/**
 * The address of the page without query and fragment, to begin links with. It has the path under which the server serves everything;
 * links never name another page, because there is none.
 */
export const pageAddress = (): string => location.origin + location.pathname
