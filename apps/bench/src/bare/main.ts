import { configureStore, createSlice, type PayloadAction } from '@reduxjs/toolkit'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider, useDispatch, useSelector } from 'react-redux'
import { io } from 'socket.io-client'

/** The least app on the same libraries: a store, a socket that is not connected, and a text box. */
const slice = createSlice({
  name: 'text',
  initialState: '',
  reducers: { typed: (_state, { payload }: PayloadAction<string>) => payload },
})
const store = configureStore({ reducer: { text: slice.reducer } })
const socket = io({ autoConnect: false })

function Home() {
  const text = useSelector((state: ReturnType<typeof store.getState>) => state.text)
  const dispatch = useDispatch()
  return createElement('input', {
    'aria-label': socket.connected ? 'Online' : 'Your ID',
    value: text,
    onChange: ({ target }: { target: HTMLInputElement }) => void dispatch(slice.actions.typed(target.value)),
  })
}

const root = document.querySelector('#root')
const home = createElement(Home)
// biome-ignore lint/correctness/noChildrenProp: the library's types require it among the properties
if (root) createRoot(root).render(createElement(Provider, { store, children: home }))
