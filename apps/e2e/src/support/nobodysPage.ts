import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'vite'

/** Bundles a module with its imports into one script; `name` is the page's global variable for its exports. */
export async function bundle(entry: string, name: string): Promise<string> {
  const lib = { entry, formats: ['iife' as const], name }
  const built = await build({ configFile: false, logLevel: 'error', build: { write: false, lib } })
  const [output] = Array.isArray(built) ? built : []
  return output?.output[0].code ?? ''
}

const ADDRESS = 'https://nobody.invalid/'

/** Opens a page in which only this script runs, without any server. */
export async function openNobodysPage(context: BrowserContext, script: string): Promise<Page> {
  const body = `<!doctype html><title>Nobody's</title><script>${script}</script>`
  const page = await context.newPage()
  await page.route(`${ADDRESS}**`, (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(ADDRESS)
  return page
}
